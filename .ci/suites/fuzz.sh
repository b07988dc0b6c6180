#!/usr/bin/env bash
# Generated requests, once with each role's token: no server error, answers as the schema says.
# One seed for every run, so that a red run can be run again; FUZZ_SEED=... tries others.
set -euo pipefail
# shellcheck source=.ci/suites/lib.sh
. "$(dirname "$0")/lib.sh"

folder="${SUITE_TMP:?}/fuzz"
schema="${SCHEMA:-$checkout/schema.graphql}"
mkdir -p "$folder"
[ -x "$folder/venv/bin/schemathesis" ] || {
    python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --quiet schemathesis==4.32.5
}

# as_role ROLE : what it says is shown as a whole, when it is done.
as_role() {
    local bearer
    bearer=$(token "$1")
    answers "$bearer"
    mkdir -p "$folder/$1" # it leaves its example database where it runs
    cp "$suites/fuzz_hooks.py" "$schema" "$folder/$1/"
    cd "$folder/$1"
    SCHEMATHESIS_HOOKS=fuzz_hooks PYTHONPATH=. ../venv/bin/schemathesis run "$(basename "$schema")" \
        --url "${SUITE_URL:?}/graphql" --phases fuzzing --max-examples 50 --seed "${FUZZ_SEED:-20190930}" \
        --checks not_a_server_error,response_schema_conformance \
        -H "Authorization: Bearer $bearer" >"$folder/$1.log" 2>&1
}

# Two at a time: one program uses one processor.
failed=()
for pair in "SUBMITTER AGENCY_HEAD" "HOME_AFFAIRS_OFFICER PROVINCE_ADMINISTRATOR" "BI_READER AUDITOR"; do
    declare -A running=()
    for role in $pair; do
        (as_role "$role") &
        running[$role]=$!
    done
    for role in $pair; do
        wait "${running[$role]}" || failed+=("$role")
        echo "--- schemathesis as $role"
        cat "$folder/$role.log" 2>/dev/null || true
    done
done
[ ${#failed[@]} -eq 0 ] || {
    echo "schemathesis found something as: ${failed[*]}" >&2
    exit 1
}
