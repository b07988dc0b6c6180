#!/usr/bin/env bash
# GraphQL over HTTP: the 61 audits of the graphql-http package.
set -euo pipefail
# shellcheck source=.ci/suites/lib.sh
. "$(dirname "$0")/lib.sh"

folder=$(node_folder http-audits graphql-http@1.23.1 graphql@16)
cp "$suites/http-audits.mjs" "$folder/"
TOKEN=$(token HOME_AFFAIRS_OFFICER)
export TOKEN
node "$folder/http-audits.mjs" "${SUITE_URL:?}/graphql"
