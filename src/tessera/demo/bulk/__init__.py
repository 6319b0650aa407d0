"""A large invented record, written by the owner of the database in a few statements.

Not a lived council: nobody's story is told here. It has the shape and the size of a real record, so
that what is slow shows itself. Names and numbers are those of nobody, as in the lived council.
"""
