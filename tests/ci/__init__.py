"""What we offer to CI: the action, the GitLab job, the hook, and the page that shows them."""
