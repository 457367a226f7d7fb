"""Are enough PEPs of each school, and of each child, quality assured in their time?"""
