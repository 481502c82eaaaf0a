// Where in the text of a norm profile a fault is: the server names keys, such as /limits/general/value.

/** Lists of tables that are told apart by a key. */
const KEYED = { limits: "id", sections: "kind" };

const pattern = (text) => text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
const holds = (row, key) => new RegExp(`^\\s*"?${pattern(key)}"?\\s*=`).test(row);

/** The tables of a text: the path in their head, and their rows [from, to). */
function tablesOf(rows) {
  const heads = rows.flatMap((row, at) => {
    const head = /^\s*\[\[?([^\]]*)\]\]?/.exec(row);
    return head ? [{ path: head[1].replace(/["'\s]/g, ""), from: at }] : [];
  });
  return [{ path: "", from: 0 }, ...heads].map((table, at) => ({ ...table, to: heads[at]?.from ?? rows.length }));
}

/** The line (from 1) of the fault that `pointer` names; the first where nothing fits. */
export function lineOf(text, pointer) {
  const steps = pointer.replace(/^\//, "").split("/");
  const rows = text.split("\n");
  const tables = tablesOf(rows);
  const [first, name] = [steps[0].replace(/（.*$/, ""), steps[1] ?? ""];
  const rowIn = (table, key) => {
    const found = rows.slice(table.from, table.to).findIndex((row) => holds(row, key));
    return found < 0 ? 0 : table.from + found + 1;
  };
  const key = steps.at(-1);
  const own = KEYED[first]
    ? tables.filter((table) => table.path === first && rows.slice(table.from, table.to).some((row) => holds(row, KEYED[first]) && row.includes(`"${name}"`)))
    : tables.filter((table) => table.path === first || table.path === `${first}.${name.replace(/\s/g, "")}` || table.path.startsWith(`${first}.${name}.`));
  for (const table of own) {
    const row = rowIn(table, key);
    if (row) return row;
  }
  if (own.length) return own[0].from + 1;
  return rowIn(tables[0], first) || 1;
}
