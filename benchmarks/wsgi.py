"""WSGI entry point of each measured program: the settings come from the environment."""

from django.core.wsgi import get_wsgi_application

application = get_wsgi_application()
