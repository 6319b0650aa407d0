"""How fast the pages are on a large record, as ratios against a bare page of the same server."""
