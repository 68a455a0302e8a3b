"""The bottom layer: Dutch text, prices, colours, memoisation. Imports no other module of ours."""
