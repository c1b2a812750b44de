"""Histories that hypothesis draws, each with what it must have made of a database at its middle and at its end."""
