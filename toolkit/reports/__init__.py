"""Values as text, as JSON, and as a story. Knows no stage."""
