"""What Ansible loads of ours: no module here is imported by others."""
