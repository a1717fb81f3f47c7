"""From the folders of a repository to one linked catalog."""
