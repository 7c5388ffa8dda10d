"""Trucewatch: what a ceasefire and humanitarian-access mission saw, did not see, and may say."""

__version__ = "0.1.0"
