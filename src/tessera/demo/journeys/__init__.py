"""How a child's journey goes in the invented council: each part plans what may come after it."""
