#!/bin/sh
# Makes models/src/main/resources/dev/vireo/models/chat/jinja.js anew: the sources of the npm package
# @huggingface/jinja as one script, its classes written as functions, which is what Rhino reads.
# Needs node and npm.
#
#   checks/interop/make_jinja.sh
set -eu
cd "$(dirname "$0")/../.."
target=$PWD/models/src/main/resources/dev/vireo/models/chat
work=${XDG_CACHE_HOME:-$HOME/.cache}/vireo-interop/jinja
mkdir -p "$work"
cd "$work"
[ -f package.json ] || npm init --yes >/dev/null
npm install --silent @huggingface/jinja@0.5.11 esbuild@0.27.0 typescript@5.9.3
cp -r node_modules/@huggingface/jinja/src .
cat >entry.ts <<'EOF'
export { tokenize } from "./src/lexer";
export { parse } from "./src/parser";
export * from "./src/runtime";
EOF
echo '{"compilerOptions": {"useDefineForClassFields": false}}' >tsconfig.json
npx esbuild entry.ts --bundle --format=iife --global-name=JINJA --target=es2022 --charset=utf8 \
  --tsconfig=tsconfig.json --outfile=bundle.js --log-level=warning
node -e '
const ts = require("typescript");
const fs = require("fs");
const source = fs.readFileSync("bundle.js", "utf8");
const options = {
  target: ts.ScriptTarget.ES5,
  module: ts.ModuleKind.None,
  downlevelIteration: true,
  removeComments: true,
  useDefineForClassFields: false,
};
const head = "// @huggingface/jinja 0.5.11, made by checks/interop/make_jinja.sh; its licence is in jinja.LICENSE.\n";
fs.writeFileSync(process.argv[1], head + ts.transpileModule(source, { compilerOptions: options }).outputText);
' "$target/jinja.js"
cp node_modules/@huggingface/jinja/LICENSE "$target/jinja.LICENSE"
