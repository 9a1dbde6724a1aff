#!/usr/bin/env bash
# Unpacks the newest Debian package into an empty folder and runs it as someone who has nothing else:
# an empty home, an empty working folder, no toolchain on the path.
set -euo pipefail
cd "$(dirname "$0")/.."
package=$(ls -t target/debian/*.deb 2>/dev/null | head -n 1)
[ -n "$package" ] || { echo "there is no package in target/debian: make package" >&2; exit 1; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
dpkg-deb -x "$package" "$place/root"
mkdir "$place/home" "$place/work"
for file in bin/send-outcomes share/man/man1/send-outcomes.1.gz share/man/man1/send-outcomes-run.1.gz \
  share/bash-completion/completions/send-outcomes share/zsh/vendor-completions/_send-outcomes \
  share/fish/vendor_completions.d/send-outcomes.fish share/doc/send-outcomes/LICENCES.txt \
  share/doc/send-outcomes/copyright; do
  [ -s "$place/root/usr/$file" ] || { echo "$package lacks /usr/$file" >&2; exit 1; }
done
alone() { (cd "$place/work" && env -i HOME="$place/home" PATH="$place/root/usr/bin:/usr/bin:/bin" "$@"); }
alone send-outcomes --version
alone bash -c "source '$place/root/usr/share/bash-completion/completions/send-outcomes' && complete -p send-outcomes" >/dev/null
alone send-outcomes run --area Birmingham --as-of 2018/19
for file in manifest.json report/index.html workbook/birmingham.xlsx tables/findings.parquet charts/index.csv; do
  [ -s "$place/work/output/$file" ] || { echo "the run of $package wrote no $file" >&2; exit 1; }
done
alone send-outcomes sql "select count(*) as findings from findings"
[ -z "$(ls -A "$place/home")" ] || { echo "the run wrote into the home folder" >&2; exit 1; }
echo "$package installs and runs"
