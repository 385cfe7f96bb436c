// Runs queries with Comunica: [[source, query], …] comes as the one argument, and
// [{"rows": [{name: value}]} or {"failed": words}, …] goes to standard output.
const {QueryEngine} = require("@comunica/query-sparql");

const engine = new QueryEngine();

const run = async ([source, query]) => {
  try {
    const found = await engine.queryBindings(query, {sources: [source]});
    const rows = (await found.toArray()).map((row) =>
      Object.fromEntries([...row].map(([name, term]) => [name.value, term.value])),
    );
    return {rows};
  } catch (error) {
    return {failed: String(error)};
  }
};

Promise.all(JSON.parse(process.argv[2]).map(run)).then((told) =>
  console.log(JSON.stringify(told)),
);
