"""``python -m trucewatch``: the command line where no script is installed."""

from trucewatch.cli import main

if __name__ == "__main__":
    main()
