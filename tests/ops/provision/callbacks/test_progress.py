"""The callback in a real Ansible, on this machine: what it tells, and what it keeps to itself."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ops.provision import playbook

PLAYBOOK = """\
- hosts: all
  gather_facts: false
  become: false
  roles: [outer]
  tasks:
    - name: Write a file
      copy: {content: "new\\n", dest: "FOLDER/file", mode: "0600"}
      notify: Tell
    - name: Hide a file
      copy: {content: "canary", dest: "FOLDER/secret", mode: "0600"}
      no_log: true
    - name: Change nothing
      command: "true"
      changed_when: false
    - name: Forgive
      command: "false"
      changed_when: false
      ignore_errors: true
    - name: Fail in a loop
      shell: "echo reason >&2; exit {{ item }}"
      loop: [0, 3]
  handlers:
    - name: Tell
      command: "true"
- hosts: all
  gather_facts: false
  tasks:
    - name: Never reached
      command: "true"
"""

CHECKED = """\
- hosts: all
  gather_facts: false
  become: false
  tasks:
    - name: Would write a file
      copy: {content: "new\\n", dest: "FOLDER/checked", mode: "0600"}
    - name: Would run
      command: "true"
      changed_when: true
    - name: Would run for some
      command: "true"
      loop: [1, 2]
      when: item > 1
      changed_when: true
    - name: Would run for nobody
      command: "true"
      loop: []
      changed_when: true
    - name: Only looks
      command: "true"
      changed_when: false
    - name: May or may not change
      command: "true"
      register: said
      changed_when: said.stdout == ""
    - name: Needs what is not there
      file: {path: "FOLDER/absent", mode: "0600"}
      ignore_errors: "{{ ansible_check_mode }}"
    - name: Comes later
      copy: {content: "", dest: "FOLDER/later", mode: "0600"}
      when: not ansible_check_mode
    - name: Is not wanted
      copy: {content: "", dest: "FOLDER/never", mode: "0600"}
      when: false
    - name: Asserts later
      assert: {that: true}
      when: not ansible_check_mode
"""

ROLES = {"outer": "- import_role: {name: inner}\n", "inner": "- name: Help\n  command: 'true'\n"}


def told(folder, text, *words):
    """Run a playbook, and return what the callback told of it."""
    (folder / "play.yml").write_text(text.replace("FOLDER", str(folder)))
    for role, tasks in ROLES.items():
        (folder / "roles" / role / "tasks").mkdir(parents=True)
        (folder / "roles" / role / "tasks" / "main.yml").write_text(tasks)
    here = f"here ansible_connection=local ansible_python_interpreter={sys.executable}"
    (folder / "inventory").write_text(here)
    reading, writing = os.pipe()
    subprocess.run(
        [Path(sys.executable).parent / "ansible-playbook", "--diff", "-i", "inventory", *words, "play.yml"],
        cwd=folder, pass_fds=[writing], capture_output=True, check=False,
        env=os.environ
        | {"ANSIBLE_CONFIG": str(playbook.CONFIGURATION), "WEBHOOK_MONITOR_PROGRESS": str(writing)},
    )  # fmt: skip
    os.close(writing)
    with open(reading) as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def events(tmp_path_factory):
    return told(tmp_path_factory.mktemp("playbook"), PLAYBOOK)


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    return told(tmp_path_factory.mktemp("checked"), CHECKED, "--check")


def of(events, kind):
    return [event for event in events if event["event"] == kind]


def test_a_play_tells_its_hosts_and_each_task_its_name(events):
    assert of(events, "play")[0]["hosts"] == ["here"]
    names = [event["task"] for event in of(events, "task")]
    assert names == ["Help", "Write a file", "Hide a file", "Change nothing", "Forgive", "Fail in a loop"]


def test_what_changed_is_told_and_what_did_not_is_not(events):
    assert [event["task"] for event in of(events, "changed")] == ["Help", "Write a file", "Hide a file"]


def test_what_a_role_has_done_by_another_is_its_own(events):
    assert of(events, "changed")[0]["role"] == "outer"


def test_how_a_file_differs_is_told_unless_the_task_hides_it(events):
    (diff,) = of(events, "diff")
    assert diff["task"] == "Write a file"
    assert "+new" in diff["text"]
    assert "canary" not in json.dumps(events)


def test_what_failed_is_told_with_its_reason_and_what_is_forgiven_is_not(events):
    (failure,) = of(events, "failed")
    assert (failure["host"], failure["task"]) == ("here", "Fail in a loop")
    assert failure["message"] == "non-zero return code\nreason"


def test_at_the_end_each_host_has_its_counts(events):
    (stats,) = of(events, "stats")
    assert stats["hosts"] == {"here": {"changed": 3, "failures": 1, "unreachable": 0}}


def test_a_check_tells_commands_that_it_does_not_run(checked):
    names = [event["task"] for event in of(checked, "changed")]
    assert names == ["Would write a file", "Would run", "Would run for some"]


def test_a_check_tells_what_it_cannot_tell(checked):
    names = [event["task"] for event in of(checked, "unforeseen")]
    assert names == ["May or may not change", "Needs what is not there", "Comes later"]


def test_a_run_foresees_nothing(events):
    assert of(events, "unforeseen") == []


def test_where_nobody_listens_ansible_goes_on(tmp_path):
    (tmp_path / "play.yml").write_text("- hosts: all\n  gather_facts: false\n  tasks: [{meta: noop}]\n")
    done = subprocess.run(
        [Path(sys.executable).parent / "ansible-playbook", "-i", "localhost,", "play.yml"],
        cwd=tmp_path, env=os.environ | {"ANSIBLE_CONFIG": str(playbook.CONFIGURATION)}, check=False,
    )  # fmt: skip
    assert done.returncode == 0
