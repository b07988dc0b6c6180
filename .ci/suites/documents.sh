#!/usr/bin/env bash
# Every GraphQL document in examples/ is valid against schema.graphql.
# What the last commit changed in the schema is printed, and never fails.
set -euo pipefail
# shellcheck source=.ci/suites/lib.sh
. "$(dirname "$0")/lib.sh"

folder=$(node_folder documents "$by_date" @graphql-inspector/cli@7.0.0 graphql@16)
inspector="$folder/node_modules/.bin/graphql-inspector"
cd "$checkout"

"$inspector" validate 'examples/**/*.graphql' schema.graphql

previous="$folder/previous.graphql"
if git show HEAD^:schema.graphql >"$previous" 2>/dev/null; then
    echo "Changes of the schema since the previous commit (information only):"
    "$inspector" diff "$previous" schema.graphql || true
else
    echo "No earlier schema.graphql to compare with."
fi
