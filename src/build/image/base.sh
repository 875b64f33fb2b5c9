#!/usr/bin/env bash
# A base image as a tar (as `docker save` writes it) for where no registry can be reached. Jib takes it as tar://FILE. The
# same packages make the same file.
#
#   base.sh FILE
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
file=$1

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$here/os.sh" "$work/root"

layer="$work/layer.tar"
same=(--format=ustar --sort=name --mtime=@1 --numeric-owner)
tar "${same[@]}" --owner=0 --group=0 --exclude=./var/lib/vouchpost -C "$work/root" -cf "$layer" .
# whoever runs this, that one folder belongs to the gateway
tar "${same[@]}" --owner=10001 --group=10001 -C "$work/root" -rf "$layer" ./var/lib/vouchpost

digest() {
  sha256sum "$1" | cut -d ' ' -f 1
}

architecture=$(dpkg --print-architecture)
printf '{"architecture":"%s","os":"linux","created":"1970-01-01T00:00:01Z","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]},"history":[{"created":"1970-01-01T00:00:01Z","created_by":"base.sh"}]}' \
  "$architecture" "$(digest "$layer")" >"$work/config"
config="$(digest "$work/config").json"
mkdir "$work/image"
mv "$work/config" "$work/image/$config"
mv "$layer" "$work/image/layer.tar"
printf '[{"Config":"%s","RepoTags":["vouchpost-base:latest"],"Layers":["layer.tar"]}]' "$config" >"$work/image/manifest.json"
mkdir -p "$(dirname "$file")"
tar "${same[@]}" --owner=0 --group=0 -C "$work/image" -cf "$file" manifest.json "$config" layer.tar
