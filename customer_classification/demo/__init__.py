from . import loader, defaults
