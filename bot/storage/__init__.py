"""What is kept, and how: tables, queries, migrations. `docs/privacy.md` says of every column why.

SQLAlchemy and Alembic are imported only from here, and this package only by runs that serve: `shizha check` and
`shizha chat` keep nothing. No SQLAlchemy object leaves: values in, values out, StorageError when it cannot be done.
"""
