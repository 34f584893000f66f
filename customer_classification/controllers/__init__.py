from . import category_statistics
