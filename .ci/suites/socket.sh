#!/usr/bin/env bash
# graphql-transport-ws: a real client's subscription, and the protocol's close codes.
set -euo pipefail
# shellcheck source=.ci/suites/lib.sh
. "$(dirname "$0")/lib.sh"

folder=$(node_folder socket graphql-ws@6.4.2 ws@8 graphql@16)
cp "$suites/socket.mjs" "$folder/"
TOKEN=$(token HOME_AFFAIRS_OFFICER)
export TOKEN
node "$folder/socket.mjs" "${SUITE_URL/#http/ws}/graphql/ws"
