"""Does a submitted PEP hold what a good one holds?"""
