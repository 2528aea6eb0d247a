#!/usr/bin/env python3
"""Times the language server as an editor feels it, on a recipe of bench/resnet_recipe.py.

usage: latency.py RECIPE.mlrecipe.yaml [ROUNDS [SERVER COMMAND ...]]

Prints milliseconds (median, 95th percentile, largest) and resident memory. The server is `./mlrecipe lsp` unless a
command is given; it keeps its cache in a folder of its own. The recipe is rewritten while it is measured and put back at
the end; its output is written. Needs Python 3.9 and Linux; no packages.
"""
import json, math, os, pathlib, subprocess, sys, tempfile, threading, time

ROOT = pathlib.Path(__file__).resolve().parent.parent
LATE = 60


class Editor:
    def __init__(self, command, recipe, cache):
        self.uri, self.seen, self.answers, self.version = recipe.as_uri(), [], {}, 1
        self.news = threading.Condition()
        self.started = time.monotonic()
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        threading.Thread(target=self.listen, daemon=True).start()
        self.ask("initialize", {
            "processId": os.getpid(), "rootUri": recipe.parent.as_uri(), "capabilities": {},
            "initializationOptions": {"cacheFolder": cache}})
        self.tell("initialized", {})

    def listen(self):
        stream = self.server.stdout
        while line := stream.readline():
            size = int(line.split(b":")[1])
            stream.readline()
            message, now = json.loads(stream.read(size)), time.monotonic()
            with self.news:
                if "id" in message and "method" not in message:
                    self.answers[message["id"]] = (now, message.get("result"))
                elif message.get("method") == "textDocument/publishDiagnostics":
                    self.seen.append((now, message["params"]["diagnostics"]))
                self.news.notify_all()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n" % len(body) + body)
        self.server.stdin.flush()
        return time.monotonic()

    def tell(self, method, params):
        return self.send({"method": method, "params": params})

    def ask(self, method, params):
        number = self.version = self.version + 1
        sent = self.send({"id": number, "method": method, "params": params})
        with self.news:
            if not self.news.wait_for(lambda: number in self.answers, LATE):
                sys.exit(f"no answer to {method}")
            at, result = self.answers.pop(number)
        return (at - sent) * 1e3, result

    def open(self, text):
        self.tell("textDocument/didOpen", {
            "textDocument": {"uri": self.uri, "languageId": "mlrecipe", "version": 1, "text": text}})

    def edit(self, line, start, end, text):
        self.version += 1
        return self.tell("textDocument/didChange", {
            "textDocument": {"uri": self.uri, "version": self.version},
            "contentChanges": [{"text": text, "range": {
                "start": {"line": line, "character": start}, "end": {"line": line, "character": end}}}]})

    def wait(self, since, wanted):
        """Milliseconds from `since` to the first later publication that `wanted` accepts."""
        def found():
            return next((at for at, shown in self.seen if at > since and wanted(shown)), None)
        with self.news:
            if not self.news.wait_for(lambda: found() is not None, LATE):
                sys.exit("what was waited for was never published")
            return (found() - since) * 1e3

    def settle(self):
        time.sleep(0.3)
        self.seen.clear()

    def place(self, line, character):
        return {"textDocument": {"uri": self.uri}, "position": {"line": line, "character": character}}

    def megabytes(self):
        return int(open(f"/proc/{self.server.pid}/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 2**20

    def quit(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.server.wait(10)


def has(code, line=None):
    return lambda shown: any(d["code"] == code and (line is None or d["range"]["start"]["line"] == line) for d in shown)


def main():
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    recipe = pathlib.Path(sys.argv[1]).resolve()
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 20
    command = sys.argv[3:] or [str(ROOT / "mlrecipe"), "lsp"]
    text = recipe.read_text()
    lines = text.split("\n")
    sites = [i for i, line in enumerate(lines) if line == "    nbits: 4"]
    times = {}

    def note(figure, ms):
        times.setdefault(figure, []).append(ms)

    with tempfile.TemporaryDirectory() as cache:
        for _ in range(5):
            editor = Editor(command, recipe, cache)
            editor.open(text.replace("nbits: 4", "nbits: 5", 1))
            note("start to first findings", editor.wait(editor.started, has("never-in-coreml")))
            editor.quit()
        editor = Editor(command, recipe, cache)
        editor.open(text)
        time.sleep(3)
        print(f"{'memory, one recipe open':34}{editor.megabytes():8.0f} MB")
        try:
            for i in range(rounds):
                line = sites[i % len(sites)]
                editor.settle()
                note("edit to vocabulary", editor.wait(editor.edit(line, 11, 12, "5"), has("never-in-coreml", line)))
                editor.edit(line, 11, 12, "4")
                editor.settle()
                name = len(lines[line - 1])
                sent = editor.edit(line - 1, name - 1, name - 1, "_")
                note("edit to plan", editor.wait(sent, has("rule-matches-nothing", line - 1)))
                editor.edit(line - 1, name - 1, name, "")
                editor.settle()
                editor.edit(line, 12, 12, "\n    gra")
                note("completion", editor.ask("textDocument/completion", editor.place(line + 1, 7))[0])
                editor.tell("textDocument/didChange", {
                    "textDocument": {"uri": editor.uri, "version": 9999}, "contentChanges": [{"text": text}]})
                editor.settle()
                note("hover", editor.ask("textDocument/hover", editor.place(line, 6))[0])
            recipe.write_text(text)
            sent = editor.tell("textDocument/didSave", {"textDocument": {"uri": editor.uri}})
            note("first save to results", editor.wait(sent, has("layer-result")))
            time.sleep(20)
            for i in range(min(rounds, 5)):
                line = sites[7 * i % len(sites)]
                editor.settle()
                editor.edit(line, 11, 12, "6")
                editor.settle()
                recipe.write_text("\n".join(lines[:line] + ["    nbits: 6"] + lines[line + 1:]))
                sent = editor.tell("textDocument/didSave", {"textDocument": {"uri": editor.uri}})
                note("save of one changed layer to results", editor.wait(sent, lambda shown: any(
                    d["code"] == "layer-result" and "6-bit" in d["message"] and "SNR" in d["message"]
                    and abs(d["range"]["start"]["line"] - line) <= 1 for d in shown)))
                editor.edit(line, 11, 12, "4")
                time.sleep(2)
            print(f"{'memory, worked':34}{editor.megabytes():8.0f} MB")
        finally:
            recipe.write_text(text)
            editor.quit()
    print(f"{'':36}{'p50':>8}{'p95':>8}{'max':>8}  ms; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")
    for figure, found in times.items():
        found.sort()
        p95 = found[max(0, math.ceil(0.95 * len(found)) - 1)]
        print(f"{figure:36}{found[len(found) // 2]:8.1f}{p95:8.1f}{found[-1]:8.1f}")


if __name__ == "__main__":
    main()
