#!/usr/bin/env bash
# Generated requests, once with each role's token: no server error, answers as the schema says.
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
cd "$folder" # it leaves its example database where it runs

failed=()
for role in SUBMITTER AGENCY_HEAD HOME_AFFAIRS_OFFICER PROVINCE_ADMINISTRATOR BI_READER AUDITOR; do
    echo "--- schemathesis as $role"
    bearer=$(token "$role")
    answers "$bearer"
    SCHEMATHESIS_HOOKS=fuzz_hooks PYTHONPATH=. venv/bin/schemathesis run schema.graphql \
        --url "${SUITE_URL:?}/graphql" --phases fuzzing --max-examples 50 --seed "${FUZZ_SEED:-20190930}" \
        --checks not_a_server_error,response_schema_conformance \
        -H "Authorization: Bearer $bearer" || failed+=("$role")
done
[ ${#failed[@]} -eq 0 ] || {
    echo "schemathesis found something as: ${failed[*]}" >&2
    exit 1
}
