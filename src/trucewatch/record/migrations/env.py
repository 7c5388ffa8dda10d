"""Runs the migrations on the connection that ``trucewatch.record.database`` hands over."""

from alembic import context

from trucewatch.record.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()
