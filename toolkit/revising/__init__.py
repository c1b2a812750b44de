"""Revision files as a repository has them: whose they are, which follows which, and another parent for one of them."""
