#!/usr/bin/env bash
# The few files of Debian that Java and the native libraries need, without a shell and without a package manager: nothing
# for an intruder to work with, nothing that changes who one is. By Debian's own packages, whose signatures apt checks; a
# list of them lies where scanners of images look for it.
#
#   os.sh ROOT      ROOT is made anew; on Debian or one of its kin, as root so that all belongs to whom it should
set -euo pipefail
root=$1
packages=(libc6 libgcc-s1 base-files)

rm -rf "$root"
mkdir -p "$root"/usr/lib "$root"/usr/lib64 "$root"/etc/vouchpost "$root"/var/lib/dpkg/status.d "$root"/var/lib/vouchpost "$root"/tmp
ln -s usr/lib "$root/lib"
ln -s usr/lib64 "$root/lib64"

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
chmod 755 "$work" # for apt's own user
for package in "${packages[@]}"; do
  (cd "$work" && apt-get -q -q -o Dpkg::Use-Pty=0 -o APT::Sandbox::User="$(id -un)" -o Acquire::Retries=3 download "$package")
  file=("$work/${package}"_*.deb)
  mkdir "$work/$package"
  dpkg-deb -x "${file[0]}" "$work/$package"
  # libraries, what system this is, licences
  (cd "$work/$package" &&
    find . \( -path './lib*/*' -o -path './usr/lib*/*' \) \( -name '*.so.*' -o -name os-release \) ! -path '*/audit/*' \
      ! -path '*/gconv/*' -print0 | tar --null -cf - -T - | tar -xf - --keep-directory-symlink -C "$root")
  if [ -f "$work/$package/usr/share/doc/$package/copyright" ]; then
    install -D -m 644 -t "$root/usr/share/doc/$package" "$work/$package/usr/share/doc/$package/copyright"
  fi
  dpkg-deb -f "${file[0]}" >"$root/var/lib/dpkg/status.d/$package"
done

ln -s ../usr/lib/os-release "$root/etc/os-release"
printf 'root:x:0:0:root:/:/nonexistent\nvouchpost:x:10001:10001:Vouchpost:/var/lib/vouchpost:/nonexistent\n' >"$root/etc/passwd"
printf 'root:x:0:\nvouchpost:x:10001:\n' >"$root/etc/group"
printf 'hosts: files dns\n' >"$root/etc/nsswitch.conf"

chmod -R u=rwX,go=rX "$root"
# what is mounted there in memory takes this mode for its own, but belongs to root
chmod 1777 "$root/tmp" "$root/var/lib/vouchpost"
if [ "$(id -u)" -eq 0 ]; then
  chown -hR 0:0 "$root"
  chown 10001:10001 "$root/var/lib/vouchpost"
fi
