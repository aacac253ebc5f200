"""Journeys over the real parts: PostgreSQL, Valkey, a Celery worker process, a browser."""
