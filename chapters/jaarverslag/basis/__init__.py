"""What everything above rests on: Dutch text, prices, colours, traces. Imports none of ours."""
