# SPDX-License-Identifier: GPL-3.0-or-later
"""What a portal of Bitrix24 keeps, and its REST methods as far as the public documentation tells
them: ids are text in lists and numbers when something is made, empty maps are [], pages have 50
rows. No HTTP here."""

import datetime
import itertools
import re
import urllib.parse

PAGE = 50
FOUND_MOST = 20
KINDS = {"CONTACT": 3, "COMPANY": 4, "LEAD": 1}


class Refusal(Exception):
    """STATUS and the JSON of an answer that is an error."""

    def __init__(self, status, code, description=""):
        super().__init__(code)
        self.status, self.body = status, {"error": code, "error_description": description}


def now():
    return datetime.datetime.now(datetime.timezone.utc)


def iso(moment):
    return moment.replace(microsecond=0).isoformat()


def _moment(text):
    return datetime.datetime.fromisoformat(text.replace("Z", "+00:00"))


def _suits(row, key, wanted):
    """One line of a filter: "=" without a prefix, several values for one of them."""
    prefix, name = re.fullmatch(r"([<>=!@%]*)(.*)", key).groups()
    value = row.get(name, "")
    if isinstance(wanted, list):
        return str(value) in [str(one) for one in wanted]
    if name == "ID" and prefix == ">":
        return int(value) > int(wanted or 0)  # as PHP sees an empty text
    if name in ("DATE_MODIFY", "CREATED_DATE", "CHANGED_DATE") and prefix == ">=":
        return _moment(value) >= _moment(wanted)
    if prefix not in ("", "="):
        raise Refusal(400, "ERROR_CORE", f"the double knows no filter {key}")
    return str(value) == str(wanted)


def _selected(rows, conditions):
    """In the order of ids, a page."""
    found = [row for row in rows if all(_suits(row, *pair) for pair in conditions.items())]
    return sorted(found, key=lambda row: int(row["ID"]))[:PAGE]


def _shown(row, fields):
    """As lists do it: text for ids, and no key for what is not there."""
    return {key: str(value) if isinstance(value, int) else value
            for key, value in row.items() if key in fields and value not in ([], None)}


class Data:
    """users, contacts, companies, leads, activities and tasks: {id: row}. `sent`: the activities
    for which a real portal would have sent mail."""

    def __init__(self, user=17):
        self.user = user
        self.users, self.activities, self.tasks, self.sent = {}, {}, {}, []
        self.customers = {kind: {} for kind in KINDS}
        self.ids = itertools.count(101)
        self.lacking = set()  # methods that the edition does not have
        self.clock = now

    # What a test puts there.

    def add_user(self, email, name="", online=False, number=None):
        number = number or next(self.ids)
        self.users[number] = {"ID": number, "ACTIVE": True, "NAME": name, "LAST_NAME": "",
                              "EMAIL": email, "IS_ONLINE": "Y" if online else "N",
                              "USER_TYPE": "employee", "LAST_ACTIVITY_DATE": {}}
        return number

    def add_customer(self, kind, name, *emails, responsible=None, **fields):
        number = next(self.ids)
        row = {"ID": number, "TITLE": name, "ASSIGNED_BY_ID": responsible or self.user,
               "EMAIL": [{"ID": str(number), "VALUE_TYPE": "WORK", "VALUE": email,
                          "TYPE_ID": "EMAIL"} for email in emails],
               "DATE_MODIFY": iso(self.clock()), "ORIGINATOR_ID": "", "ORIGIN_ID": "", **fields}
        if kind == "CONTACT":
            row["NAME"], _, row["LAST_NAME"] = name.partition(" ")
        self.customers[kind][number] = row
        return number

    def change_customer(self, kind, number, **fields):
        self.customers[kind][number].update(fields, DATE_MODIFY=iso(self.clock()))

    def complete(self, number):
        self.tasks[number].update(STATUS=5, CLOSED_DATE=iso(self.clock()))

    # What is asked of it.

    def call(self, method, parameters):
        function = getattr(self, "_" + method.replace(".", "_"), None)
        if not function or method in self.lacking:
            raise Refusal(404, "ERROR_METHOD_NOT_FOUND", "Method not found!")
        return function({key.lower(): value for key, value in parameters.items()})

    def _user_current(self, _parameters):
        return _shown(self.users[self.user], self.users[self.user])

    def _user_get(self, parameters):
        conditions = dict(parameters.get("filter") or {})
        if "ACTIVE" in conditions:  # true, and 1 in a batch
            conditions["ACTIVE"] = str(conditions["ACTIVE"]) in ("True", "1")
        return [_shown(row, row) for row in _selected(self.users.values(), conditions)]

    def _list(self, rows, parameters):
        fields = parameters.get("select") or []
        return [_shown(row, fields) for row in _selected(rows, parameters.get("filter") or {})]

    def _crm_contact_list(self, parameters):
        return self._list(self.customers["CONTACT"].values(), parameters)

    def _crm_company_list(self, parameters):
        return self._list(self.customers["COMPANY"].values(), parameters)

    def _crm_lead_list(self, parameters):
        return self._list(self.customers["LEAD"].values(), parameters)

    def _crm_lead_add(self, parameters):
        fields = parameters["fields"]
        emails = [one["VALUE"] for one in fields.pop("EMAIL", [])]
        number = self.add_customer("LEAD", fields.pop("TITLE"), *emails,
                                   responsible=int(fields["ASSIGNED_BY_ID"]), **fields)
        return number

    def _crm_duplicate_findbycomm(self, parameters):
        if parameters.get("type") != "EMAIL":
            raise Refusal(400, "Communication type is not defined")
        if not parameters.get("values"):
            raise Refusal(400, "Communication values is not defined")
        wanted = parameters.get("entity_type")
        found = {}
        for kind in ("LEAD", "CONTACT", "COMPANY"):
            numbers = [number for number, row in self.customers[kind].items()
                       if any(one["VALUE"] in parameters["values"] for one in row["EMAIL"])]
            if numbers and wanted in (None, kind):
                found[kind] = numbers[:FOUND_MOST]
            if kind == "LEAD" and len(numbers) >= FOUND_MOST and wanted is None:
                break
        return found or []

    def _crm_activity_list(self, parameters):
        return self._list(self.activities.values(), parameters)

    def _crm_activity_add(self, parameters):
        fields = parameters["fields"]
        self._check_activity(fields)
        number = next(self.ids)
        self.activities[number] = {**fields, "ID": number}
        if (str(fields["TYPE_ID"]) == "4" and str(fields["DIRECTION"]) == "2"
                and fields["COMPLETED"] == "Y"):
            self.sent.append(self.activities[number])
        return number

    def _check_activity(self, fields):
        if not fields.get("SUBJECT"):
            raise Refusal(400, "", "The field SUBJECT is not defined or empty")
        if int(fields.get("RESPONSIBLE_ID") or 0) not in self.users:
            raise Refusal(400, "", "The field RESPONSIBLE_ID is not defined or invalid")
        if not fields.get("COMMUNICATIONS"):
            raise Refusal(400, "", "The field COMMUNICATIONS is not defined or invalid")
        kind = next(kind for kind, number in KINDS.items()
                    if number == int(fields["OWNER_TYPE_ID"]))
        if int(fields["OWNER_ID"]) not in self.customers[kind]:
            raise Refusal(400, "", f"Could not find '{kind}' with ID: {fields['OWNER_ID']}")

    def _crm_activity_delete(self, parameters):
        if not self.activities.pop(int(parameters["id"]), None):
            raise Refusal(400, "", "Activity is not found")
        return True

    def _tasks_task_list(self, parameters):
        fields = parameters.get("select") or []
        rows = _selected(self.tasks.values(), parameters.get("filter") or {})
        return {"tasks": [self._task(row, fields) for row in rows]}

    @staticmethod
    def _task(row, fields=("ID", "TITLE", "STATUS", "DEADLINE", "CLOSED_DATE")):
        names = {"ID": "id", "TITLE": "title", "STATUS": "status", "DEADLINE": "deadline",
                 "CLOSED_DATE": "closedDate", "DESCRIPTION": "description"}
        shown = {names[name]: row.get(name) for name in names if name in fields}
        return {**shown, "id": str(row["ID"]), "status": str(row["STATUS"]), "group": [],
                "responsible": {"id": str(row["RESPONSIBLE_ID"]), "name": "somebody"}}

    def _tasks_task_add(self, parameters):
        fields = parameters["fields"]
        if not fields.get("TITLE"):
            raise Refusal(400, "ERROR_CORE", "Task title is not specified<br>")
        if int(fields.get("RESPONSIBLE_ID") or 0) not in self.users:
            raise Refusal(400, "ERROR_CORE", "Responsible person not specified<br>")
        number = next(self.ids)
        self.tasks[number] = {"ID": number, "STATUS": 2, "CREATED_BY": self.user,
                              "CREATED_DATE": iso(self.clock()), **fields}
        return {"task": self._task(self.tasks[number])}

    def _find_task(self, parameters):
        task = self.tasks.get(int(parameters["taskid"]))
        if not task:
            raise Refusal(400, "0", "Action on the task is not allowed")
        return task

    def _tasks_task_complete(self, parameters):
        task = self._find_task(parameters)
        if task["STATUS"] == 5:
            raise Refusal(400, "0", "Action on the task is not allowed")
        self.complete(task["ID"])
        return {"task": self._task(task)}

    def _tasks_task_delete(self, parameters):
        del self.tasks[self._find_task(parameters)["ID"]]
        return {"task": True}


# Batches.

def parse_command(command):
    """("crm.contact.list", {"filter": {">ID": "7"}}) of a command, as PHP reads it."""
    method, _, query = command.partition("?")
    parameters = {}
    for name, value in urllib.parse.parse_qsl(query, keep_blank_values=True):
        place = parameters
        first, rest = re.match(r"([^\[]*)(.*)", name).groups()
        keys = [first] + re.findall(r"\[([^\]]*)\]", rest)
        for key, following in zip(keys, keys[1:] + [None]):
            key = len(place) if isinstance(place, list) else key
            if following is None:
                _put(place, key, value)
            else:
                place = _inner(place, key, [] if following == "" else {})
    return method, parameters


def _put(place, key, value):
    if isinstance(place, list):
        place.append(value)
    else:
        place[key] = value


def _inner(place, key, empty):
    if isinstance(place, list):
        place.append(empty)
        return empty
    return place.setdefault(key, empty)


def resolved(value, results):
    """VALUE with $result[name][key]… replaced by what is there, or by nothing."""
    if isinstance(value, dict):
        return {key: resolved(one, results) for key, one in value.items()}
    if isinstance(value, list):
        return [resolved(one, results) for one in value]
    found = re.fullmatch(r"\$result((?:\[[^\]]*\])+)", value)
    if not found:
        return value
    place = results
    for key in re.findall(r"\[([^\]]*)\]", found[1]):
        try:
            place = place[int(key)] if isinstance(place, list) else place[key]
        except (KeyError, IndexError, ValueError):
            return ""
    return place
