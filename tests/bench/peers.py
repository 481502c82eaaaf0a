"""Side by side: duanshixin and four other ways to find copied passages, on one set, in one run, as a Markdown table.

usage: peers.py BINARY SET [--only NAME …] [--markdown FILE]
  BINARY  the built program
  SET     folder with library.jsonl (id, title, issuer, level, date, text), drafts.jsonl (the same), truth.jsonl (draft
          span, source span, kind) and plagdet.py, the set's own judge (PAN's measure); positions are code points
  --only  duanshixin, blast, pan, fts5, minhash; all of them unless given
Needs Python 3.11 with venv and SQLite 3.34; PACKAGES go into a virtual environment in a temporary folder, removed at the
end. `blast` needs Debian's ncbi-blast+: where it is missing, apt-get installs it for root, anyone else is told.

  duanshixin  `import` of the library into a fresh data folder, `review --format jsonl` of the drafts; its passages are
              those whose `excluded` is null, of all kinds, with their first source
  blast       BLAST for text (Vesanto: text encoded as a sequence): a letter is 6 nucleotides of its hash; hits of blastn
              cut by score, then joined
  pan         BM25 over words names the documents (for the whole draft, or for each of its sentences) and the text
              alignment that won PAN 2014 (Sanchez-Perez, Sidorov, Gelbukh), written anew here from its description,
              aligns each: as published, and with gap and shortest case by sweep
  fts5        SQLite FTS5 with the trigram tokenizer: every STEP-th window of WINDOW letters of the draft is a phrase;
              windows in a row on both sides make a hit; hits cut by their number of windows, then joined
  minhash     datasketch's MinHash LSH over sentences; pairs of them cut by estimated similarity, then joined
Joined: one passage where the gap is at most so many characters on both sides. What a peer finds twice in a draft counts
once, for its best source; passages take in the punctuation that follows. Each peer's settings are swept on SET itself
and the best plagdet is shown, which flatters the peers. duanshixin runs once, as shipped; that flatters it where SET is
the set its own coefficients were fitted on.

The figures are those SET/plagdet.py prints, except the times: processor time of this one run, which other work on the
machine leaves nearly alone and which for the peers, a thread each, is what one waits. Build: from the texts to an index
that answers. A draft: from its text to its passages at the setting shown, with the start of the program, all threads and
the rest of the report for duanshixin.
"""
import argparse, ast, collections, difflib, functools, hashlib, importlib.util, itertools, json, math, os, pathlib, re
import resource, shutil, signal, sqlite3, subprocess, sys, tempfile, unicodedata, venv

NAMES = ("duanshixin", "blast", "pan", "fts5", "minhash")
PACKAGES = {"pan": ("bm25s==0.3.16", "jieba==0.42.1", "numpy==2.4.6"), "minhash": ("datasketch==2.0.0", "numpy==2.4.6")}
KINDS = ("verbatim", "light", "region", "reorder", "summary")
GAPS = (0, 10, 20, 40, 60, 100, 150)  # characters a join may bridge
# An equal letter scores 6. With blastn's own X-drops the best plagdet of 30 drafts was the same, in three times the time.
NUCLEOTIDES, BLAST_CUTS = 6, range(72, 241, 12)
BLASTN = ("-word_size 24 -reward 1 -penalty -1 -gapopen 2 -gapextend 1 -xdrop_gap 10 -xdrop_gap_final 40 -dust no "
          "-strand plus -evalue 1e-10 -max_target_seqs 10000")
# PAN 2014 as published: least cosine and Dice of a seed, cosine of a case, words of a sentence; gap in sentences, the gap
# that tries a summary and the ratio of lengths that makes it one, characters of a case, letters of a run told as verbatim
COSINE, DICE, CASE_COSINE, FEWEST_WORDS = 0.3, 0.33, 0.34, 3
GAP, SUMMARY_GAP, SUMMARY_RATIO, SHORTEST, VERBATIM = 4, 24, 3, 150, 256
PAN_SWEEP = tuple(itertools.product((0, 1, 2, GAP), (20, 30, 40, 60, 100, SHORTEST)))
# The documents BM25 names for the draft or for each sentence; settings tried
PAN = {"PAN 2014 as published": (8, "the draft", ((GAP, SHORTEST),)), "PAN 2014 tuned": (8, "the draft", PAN_SWEEP),
       "PAN 2014 tuned, by sentence": (1, "each sentence", PAN_SWEEP)}
WINDOW, STEP, FTS_CUTS = 8, 2, (2, 3, 4, 5, 6, 8)  # window and step: the best of five tried
PERMUTATIONS, LSH, MINHASH_CUTS, FEWEST_LETTERS = 128, 0.4, (0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 0.8), 6

Hit = collections.namedtuple("Hit", "draft start end source source_start source_end score")
clock = lambda: sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
Row = collections.namedtuple("Row", "name setting passages build spent")  # seconds


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line.strip()]


def run(*command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        sys.exit(f"{os.path.basename(command[0])} {command[1]} failed with {done.returncode}:\n{done.stderr}")
    return done.stdout


@functools.cache
def folded(char):
    return [c for c in unicodedata.normalize("NFKC", char).lower() if c.isalnum()]


class Letters:
    """The letters and digits of a text, widths and case folded, with the way back to its characters."""

    def __init__(self, text):
        told = [(letter, i) for i, char in enumerate(text) for letter in folded(char)]
        self.text, self.letters, self.origin = text, "".join(t[0] for t in told), [t[1] for t in told]

    def raw(self, start, end):
        """Characters of the letters start to end, with the punctuation that follows."""
        after = self.origin[end] if end < len(self.origin) else len(self.text)
        last = self.origin[end - 1] + 1
        while last < after and unicodedata.category(self.text[last]) in ("Po", "Pe", "Pf"):
            last += 1
        return self.origin[start], last


def sentences(text):
    return [(m.start(), m.end()) for m in re.finditer(r"[^。！？；\n]*[。！？；\n]|[^。！？；\n]+", text)]


def apart(a, b, c, d):
    return max(a, c) - min(b, d)


def join(hits, gap):
    """Hits of one draft and one source at most `gap` apart on both sides become one; scores add up."""
    groups = collections.defaultdict(list)
    for hit in sorted(hits):
        draft, start, end, source, c, d, score = hit
        for i, g in enumerate(groups[source]):
            if apart(g.start, g.end, start, end) <= gap and apart(g.source_start, g.source_end, c, d) <= gap:
                both = min(g.source_start, c), max(g.source_end, d)
                groups[source][i] = Hit(draft, g.start, max(g.end, end), source, *both, g.score + score)
                break
        else:
            groups[source].append(hit)
    return [g for mine in groups.values() for g in mine]


def best_source(hits):
    """Of hits of one draft that share more than half of one's characters, the better."""
    kept = []
    for hit in sorted(hits, key=lambda h: (-h.score, h)):
        if all(-2 * apart(k.start, k.end, hit.start, hit.end) <= hit.end - hit.start for k in kept):
            kept.append(hit)
    return sorted(kept)


class Set:
    """The set and its judge."""

    def __init__(self, folder):
        self.folder = folder
        self.library, self.drafts, self.truth = (lines(pathlib.Path(folder, f"{n}.jsonl")) for n in ("library", "drafts", "truth"))
        spec = importlib.util.spec_from_file_location("plagdet", os.path.join(folder, "plagdet.py"))
        self.judge = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(self.judge)

    def passages(self, hits):
        return [{"draft_id": self.drafts[h.draft]["id"], "start": h.start, "end": h.end, "source_id": self.library[h.source]["id"],
                 "source_start": h.source_start, "source_end": h.source_end} for h in hits]

    def best(self, answers):
        """The (setting, passages) that scores best, the first of equals."""
        return max(answers, key=lambda a: self.judge.score(self.truth, a[1])["plagdet"])

    def sweep(self, found, cuts):
        """The best cut and gap for the hits of each draft, their passages, and the seconds these took."""

        def answer(cut, gap):
            kept = ([h for h in hits if h.score >= cut] for hits in found)
            return self.passages([h for hits in kept for h in best_source(join(hits, gap))])

        (cut, gap), _ = self.best([(s, answer(*s)) for s in itertools.product(cuts, GAPS)])
        start = clock()
        return cut, gap, answer(cut, gap), clock() - start

    def figures(self, passages, work):
        """What the judge prints about the passages, by name."""
        path = pathlib.Path(work, "reported.jsonl")
        path.write_text("".join(json.dumps(p) + "\n" for p in passages), encoding="utf-8")
        told = run(sys.executable, os.path.join(self.folder, "plagdet.py"), self.folder, path)
        by = {m[1].strip(): ast.literal_eval(m[2]) for m in re.finditer(r"^([^\n{]+)(\{.*?\})", told, re.M)}
        alarms = re.search(r"^false alarms .*?= ([\d.]+) per 10k; of reworded \d+ = ([\d.]+)", told, re.M)
        reworded = re.search(r"^reworded: cases found (\d+)/(\d+)", told, re.M)
        if not {"all", "without reworded", *KINDS} <= by.keys() or not alarms or not reworded:
            sys.exit(f"cannot read what plagdet.py of the set printed; the figures looked for are not all there:\n{told}")
        return by, alarms, reworded


def duanshixin(set_, binary, work):
    data, start = os.path.join(work, "data"), clock()
    run(binary, "import", "--data", data, os.path.join(set_.folder, "library.jsonl"))
    build, start = clock() - start, clock()
    told = run(binary, "review", "--data", data, "--format", "jsonl", os.path.join(set_.folder, "drafts.jsonl"))
    spent = clock() - start
    told = [(r["draft"]["id"], p, p["source"]) for r in map(json.loads, told.splitlines()) for p in r["passages"]]
    passages = [{"draft_id": draft, **p["span"], "kind": p["kind"], "source_id": s["document_id"], "source_start": s["span"]["start"],
                 "source_end": s["span"]["end"]} for draft, p, s in told if p["excluded"] is None]
    yield Row("duanshixin", "as shipped", passages, build, spent)


@functools.cache
def nucleotides(letter):
    bits = int.from_bytes(hashlib.blake2b(letter.encode(), digest_size=4).digest(), "big")
    return "".join("ACGT"[bits >> 2 * n & 3] for n in range(NUCLEOTIDES))


def fasta(path, texts):
    path.write_text("".join(f">{i}\n{''.join(map(nucleotides, text.letters))}\n" for i, text in enumerate(texts)), encoding="ascii")
    return path


def blast(set_, _, work):
    start = clock()
    sources = [Letters(d["text"]) for d in set_.library]
    base = fasta(pathlib.Path(work, "library.fa"), sources)
    run("makeblastdb", "-dbtype", "nucl", "-in", base)
    build, start = clock() - start, clock()
    drafts = [Letters(d["text"]) for d in set_.drafts]
    query, form = fasta(pathlib.Path(work, "drafts.fa"), drafts), "6 qseqid sseqid qstart qend sstart send score"
    told, found = run("blastn", "-query", query, "-db", base, *BLASTN.split(), "-outfmt", form), [[] for _ in drafts]
    for line in told.splitlines():
        draft, source, *places, score = map(int, line.split())
        # Whole letters only: the first that begins within the hit, the last that ends there
        a, b, c, d = (-(-(p - 1) // NUCLEOTIDES) if i % 2 == 0 else p // NUCLEOTIDES for i, p in enumerate(places))
        if a < b and c < d:
            found[draft].append(Hit(draft, *drafts[draft].raw(a, b), source, *sources[source].raw(c, d), score))
    spent = clock() - start
    cut, gap, passages, more = set_.sweep(found, BLAST_CUTS)
    yield Row("BLAST", f"`blastn {BLASTN}`; score at least {cut}, joined over {gap}", passages, build, spent + more)


class Units:
    """A text as the alignment reads it: sentences (start, end) and their words; one of too few words joins the next."""

    def __init__(self, text, cut):
        self.text, self.spans, self.words, start, words = text, [], [], None, []
        for a, b in sentences(text):
            start = a if start is None else start
            words += [w for w in cut(text[a:b].lower()) if any(map(str.isalnum, w))]
            if len(words) >= FEWEST_WORDS or (b == len(text) and words):
                self.spans.append((start, b))
                self.words.append(words)
                start, words = None, []

    def all(self):
        return list(itertools.chain(*self.words))


class Pair:
    """A draft and a document aligned; what needs the words is done once for all settings."""

    def __init__(self, np, draft, source):
        self.draft, self.source = draft, source
        column = {w: i for i, w in enumerate(dict.fromkeys(draft.all() + source.all()))}
        a, b = (np.zeros((len(units.words), len(column)), dtype=np.float32) for units in (draft, source))
        for row, words in zip([*a, *b], draft.words + source.words):
            np.add.at(row, [column[w] for w in words], 1)
        in_a, in_b = (a > 0).astype(np.float32), (b > 0).astype(np.float32)
        idf = np.log((len(a) + len(b)) / (in_a.sum(0) + in_b.sum(0)))
        dice = 2 * in_a @ in_b.T / np.add.outer(in_a.sum(1), in_b.sum(1))
        self.a, self.b = a * idf, b * idf
        norm_a, norm_b = (np.maximum(np.sqrt((m * m).sum(1)), 1e-9) for m in (self.a, self.b))
        self.cosines = self.a @ self.b.T / np.outer(norm_a, norm_b)
        self.seeds = [(int(i), int(j)) for i, j in zip(*np.nonzero((self.cosines > COSINE) & (dice > DICE)))]

    def cosine(self, case):
        a, b = self.a[case[0]:case[1] + 1].sum(0), self.b[case[2]:case[3] + 1].sum(0)
        return float(a @ b) / max(math.sqrt(float(a @ a) * float(b @ b)), 1e-9)

    def cluster(self, seeds, gap, side=0, first=True):
        groups = []
        for seed in sorted(seeds, key=lambda s: s[side]):
            if not groups or seed[side] - groups[-1][-1][side] - 1 > gap:
                groups.append([])
            groups[-1].append(seed)
        return groups if len(groups) <= 1 and not first else [c for g in groups for c in self.cluster(g, gap, 1 - side, False)]

    def cases(self, seeds, gap):
        """Cases (first and last sentence of the draft, of the source) alike as a whole; where not, with a smaller gap."""
        found = []
        for group in self.cluster(seeds, gap):
            i, j = zip(*group)
            case = (min(i), max(i), min(j), max(j))
            if self.cosine(case) > CASE_COSINE:
                found.append(case)
            elif gap > 0:
                found += self.cases(group, gap - 1)
        return found

    def quality(self, case, other):
        """How well the sentences that two cases share are met in the case, raised by how well its others are."""
        best = {i: float(self.cosines[i, case[2]:case[3] + 1].max()) for i in range(case[0], case[1] + 1)}
        shared = [best.pop(i) for i in list(best) if other[0] <= i <= other[1]]
        met = sum(shared) / len(shared)
        return met + (1 - met) * sum(best.values()) / max(len(best), 1)

    def filtered(self, gap, shortest):
        kept = []
        for case in sorted(self.cases(self.seeds, gap)):
            if kept and case[0] <= kept[-1][1]:
                mine, its = self.quality(case, kept[-1]), self.quality(kept[-1], case)
                longer = case[1] - case[0] > kept[-1][1] - kept[-1][0]
                if longer if min(mine, its) > 0.99 else mine > its:
                    kept[-1] = case
            else:
                kept.append(case)
        here, there = self.draft.spans, self.source.spans
        told = [(here[c[0]][0], here[c[1]][1], there[c[2]][0], there[c[3]][1], self.cosine(c)) for c in kept]
        return [t for t in told if t[1] - t[0] >= shortest and t[3] - t[2] >= shortest]

    def verbatim(self, a, b, c, d, _):
        x, y = Letters(self.draft.text[a:b]), Letters(self.source.text[c:d])
        if min(len(x.letters), len(y.letters)) >= VERBATIM:
            for i, j, n in difflib.SequenceMatcher(None, x.letters, y.letters, autojunk=False).get_matching_blocks():
                if n >= VERBATIM:
                    (s, e), (t, u) = x.raw(i, i + n), y.raw(j, j + n)
                    yield a + s, a + e, c + t, c + u, 1.0

    def answer(self, gap, shortest):
        plain = self.filtered(gap, shortest)
        runs = [r for case in plain for r in self.verbatim(*case)]
        wide = [] if runs else self.filtered(SUMMARY_GAP, shortest)
        here, there = sum(c[1] - c[0] for c in wide), sum(c[3] - c[2] for c in wide)
        return runs or (wide if wide and there >= SUMMARY_RATIO * here else plain)


def pan(set_, _, work):
    import bm25s, jieba, numpy

    jieba.dt.tmp_dir = work
    jieba.setLogLevel(60)
    jieba.initialize()
    start = clock()
    sources, bm25 = [Units(d["text"], jieba.lcut) for d in set_.library], bm25s.BM25()
    bm25.index([s.all() for s in sources], show_progress=False)
    build = clock() - start
    for name, (most, asker, settings) in PAN.items():
        shared, hits, spent = 0.0, {s: [] for s in settings}, collections.Counter()
        for n, text in enumerate(set_.drafts):
            start = clock()
            draft = Units(text["text"], jieba.lcut)
            asked = [draft.all()] if asker == "the draft" else draft.words
            named = bm25.retrieve(asked, k=min(most, len(sources)), show_progress=False).documents
            pairs = [(s, Pair(numpy, draft, sources[s])) for s in sorted({int(i) for row in named for i in row})]
            shared += clock() - start
            for setting in settings:
                start = clock()
                cases = [Hit(n, a, b, s, c, d, (b - a) * v) for s, p in pairs for a, b, c, d, v in p.answer(*setting)]
                hits[setting] += best_source(cases)
                spent[setting] += clock() - start
        setting, passages = set_.best([(s, set_.passages(hits[s])) for s in settings])
        told = f"BM25 names {most} for {asker}; gap {setting[0]} sentences, cases of at least {setting[1]} characters"
        yield Row(name, told, passages, build, shared + spent[setting])


def fts5(set_, _, work):
    start = clock()
    base = sqlite3.connect(os.path.join(work, "library.sqlite"))
    base.execute("CREATE VIRTUAL TABLE library USING fts5(letters, tokenize = 'trigram')")
    sources = [Letters(d["text"]) for d in set_.library]
    base.executemany("INSERT INTO library (rowid, letters) VALUES (?, ?)", ((i, s.letters) for i, s in enumerate(sources)))
    base.execute("INSERT INTO library (library) VALUES ('optimize')")
    base.commit()
    build, start, found = clock() - start, clock(), []
    for n, text in enumerate(set_.drafts):
        draft, diagonals = Letters(text["text"]), collections.defaultdict(list)
        for at in range(0, len(draft.letters) - WINDOW + 1, STEP):
            window = draft.letters[at:at + WINDOW]
            for (source,) in base.execute("SELECT rowid FROM library WHERE library MATCH ?", (f'"{window}"',)):
                for place in re.finditer(window, sources[source].letters):
                    row = diagonals[source, place.start() - at]
                    if row and row[-1][1] == at - STEP:
                        row[-1][1] = at
                    else:
                        row.append([at, at])
        found.append([Hit(n, *draft.raw(a, b + WINDOW), s, *sources[s].raw(a + shift, b + shift + WINDOW), (b - a) // STEP + 1)
                      for (s, shift), row in sorted(diagonals.items()) for a, b in row])
    spent = clock() - start
    cut, gap, passages, more = set_.sweep(found, FTS_CUTS)
    told = f"windows of {WINDOW} letters, one in {STEP}; at least {cut} in a row, joined over {gap}"
    yield Row("SQLite FTS5 trigram", told, passages, build, spent + more)


def minhash(set_, _, work):
    from datasketch import MinHash, MinHashLSH

    def sketches(text):
        letters = {span: Letters(text[slice(*span)]).letters for span in sentences(text)}
        grams = {span: [x[i:i + 2].encode() for i in range(len(x) - 1)] for span, x in letters.items() if len(x) >= FEWEST_LETTERS}
        return zip(grams, MinHash.bulk(grams.values(), num_perm=PERMUTATIONS, seed=1))

    start, index, known = clock(), MinHashLSH(threshold=LSH, num_perm=PERMUTATIONS), []
    for source, text in enumerate(set_.library):
        for span, sketch in sketches(text["text"]):
            index.insert(len(known), sketch, check_duplication=False)
            known.append((source, span, sketch))
    build, start, found = clock() - start, clock(), []
    for n, text in enumerate(set_.drafts):
        hits = []
        for (a, b), sketch in sketches(text["text"]):
            for key in sorted(index.query(sketch)):
                source, (c, d), other = known[key]
                hits.append(Hit(n, a, b, source, c, d, sketch.jaccard(other)))
        found.append(hits)
    spent = clock() - start
    cut, gap, passages, more = set_.sweep(found, MINHASH_CUTS)
    told = f"pairs of letters, {PERMUTATIONS} permutations, LSH at {LSH}; similarity at least {cut}, joined over {gap}"
    yield Row("MinHash LSH over sentences", told, passages, build, spent + more)


def table(set_, rows, work):
    judged = [set_.figures(row.passages, work) for row in rows]
    body = [[key, *(f"{by['all'][key]:.3f}" for by, _, _ in judged)] for key in ("plagdet", "precision", "recall", "granularity")]
    body += [[f"plagdet, {kind}", *(f"{by[kind]['plagdet']:.3f}" for by, _, _ in judged)] for kind in ("without reworded", *KINDS)]
    body += [["reworded cases found", *(f"{found[1]} of {found[2]}" for _, _, found in judged)],
             ["false alarms per 10,000 original characters", *(alarms[1] for _, alarms, _ in judged)],
             ["the same of passages labelled reworded", *(alarms[2] if any("kind" in p for p in row.passages) else "no such label"
                                                         for row, (_, alarms, _) in zip(rows, judged))],
             ["index build, processor seconds", *(f"{row.build:.1f}" for row in rows)],
             ["processor milliseconds a draft", *(f"{row.spent / len(set_.drafts) * 1e3:.0f}" for row in rows)]]
    told = [["figure", *(row.name for row in rows)], ["---"] * (len(rows) + 1), *body]
    size = sum(len(d["text"]) for d in set_.library)
    return "\n".join(["| " + " | ".join(cells) + " |" for cells in told] + [
        "", f"{len(set_.drafts)} drafts, {len(set_.truth)} inserted cases, {len(set_.library)} documents of {size:,} characters.",
        "", *(f"- {row.name}: {row.setting}." for row in rows)]) + "\n"


def need_blast():
    if shutil.which("blastn") and shutil.which("makeblastdb"):
        return
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.exit("blast needs blastn and makeblastdb: install them as root (Debian: ncbi-blast+), or leave it out with --only")
    for command in (("update", "-qq"), ("install", "-y", "-qq", "--no-install-recommends", "ncbi-blast+")):
        run("apt-get", *command)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("binary")
    parser.add_argument("set")
    parser.add_argument("--only", nargs="+", choices=NAMES, default=list(NAMES), metavar="NAME")
    parser.add_argument("--markdown", metavar="FILE")
    parser.add_argument("--work", help=argparse.SUPPRESS)  # the temporary folder, when run again in its environment
    args = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the temporary folder goes
    sys.dont_write_bytecode = True  # nothing is left in SET
    for name in ("library.jsonl", "drafts.jsonl", "truth.jsonl", "plagdet.py"):
        if not os.path.isfile(os.path.join(args.set, name)):
            parser.error(f"{args.set} has no {name}")
    if "duanshixin" in args.only and not os.access(args.binary, os.X_OK):
        parser.error(f"{args.binary} is no program")
    if args.work is None:
        if "blast" in args.only:
            need_blast()
        with tempfile.TemporaryDirectory() as work:
            os.environ.update({"TMPDIR": work, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"})
            python, packages = sys.executable, sorted({p for n in args.only for p in PACKAGES.get(n, ())})
            if packages:
                venv.create(os.path.join(work, "python"), with_pip=True)
                python = os.path.join(work, "python", "bin", "python")
                run(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *packages)
            sys.exit(subprocess.run([python, __file__, *sys.argv[1:], "--work", work]).returncode)
    set_, rows = Set(args.set), []
    for name in (n for n in NAMES if n in args.only):
        for row in globals()[name](set_, os.path.abspath(args.binary), args.work):
            print(f"{row.name}: {row.setting}; {len(row.passages)} passages", file=sys.stderr, flush=True)
            rows.append(row)
    told = table(set_, rows, args.work)
    print(told, end="")
    if args.markdown:
        pathlib.Path(args.markdown).write_text(told, encoding="utf-8")


if __name__ == "__main__":
    main()
