#!/usr/bin/env bash
# Generated requests, once with each role's token, two at a time: no server error, answers as the schema says.
# One seed for every run, so that a red run can be run again; FUZZ_SEED=... tries others.
set -euo pipefail
# shellcheck source=.ci/suites/lib.sh
. "$(dirname "$0")/lib.sh"

folder="${SUITE_TMP:?}/fuzz"
mkdir -p "$folder"
[ -x "$folder/venv/bin/schemathesis" ] || {
    python3 -m venv "$folder/venv"
    "$folder/venv/bin/pip" install --quiet schemathesis==4.32.5
}
cp "$suites/fuzz_hooks.py" "${SCHEMA:-$checkout/schema.graphql}" "$folder/"

# as ROLE [OPTION...] : everything, or what the options leave of it, with the token of a role. Without a database of examples, or most of the time would go into making variants of
# each example for it.
as() {
    local bearer
    bearer=$(token "$1")
    shift
    answers "$bearer"
    cd "$folder"
    SCHEMATHESIS_HOOKS=fuzz_hooks PYTHONPATH=. venv/bin/schemathesis run schema.graphql \
        --url "${SUITE_URL:?}/graphql" --phases fuzzing --max-examples 50 --seed "${FUZZ_SEED:-20190930}" --generation-database none \
        --checks not_a_server_error,response_schema_conformance \
        -H "Authorization: Bearer $bearer" "$@"
}

failed=()
declare -A running=()
# one_ends : waits for the first of those that run, and tells what it said.
one_ends() {
    local ended who status=0
    wait -n -p ended "${!running[@]}" || status=$?
    who=${running[$ended]}
    unset "running[$ended]"
    echo "--- schemathesis as $who"
    cat "$folder/$who.log"
    [ "$status" -eq 0 ] || failed+=("$who")
}

# begin WHO ROLE [OPTION...] : the same in the background, as soon as one of two has ended.
begin() {
    local who=$1
    shift
    [ ${#running[@]} -lt 2 ] || one_ends
    (as "$@") >"$folder/$who.log" 2>&1 &
    running[$!]=$who
}

for role in SUBMITTER AGENCY_HEAD HOME_AFFAIRS_OFFICER PROVINCE_ADMINISTRATOR BI_READER AUDITOR; do
    begin "$role" "$role"
done
# The seventh in two halves, or one of the two would have nothing to do.
begin NATIONAL_READER-queries NATIONAL_READER --include-name-regex '^Query'
begin NATIONAL_READER-mutations NATIONAL_READER --include-name-regex '^Mutation'
while [ ${#running[@]} -gt 0 ]; do one_ends; done
[ ${#failed[@]} -eq 0 ] || {
    echo "schemathesis found something as: ${failed[*]}" >&2
    exit 1
}
