/* Added to the script of the theme that searches. */
(() => {
  if (!self.lunr?.TokenSet) return;
  const { Query, QueryParser, TokenSet, stopWordFilter } = self.lunr;

  /* Lunr takes two sets of words for one when labels and numbers, written without a gap, read
     the same ("1" to 2 and "3" to 4; "1" to 234).  A word is then found that no page has, and
     every search that begins it ends without a result. */
  TokenSet.prototype.toString = function () {
    this._str ||= `${this.final ? 1 : 0}${Object.keys(this.edges).sort()
      .map((label) => `${label}${this.edges[label].id},`).join("")}`;
    return this._str;
  };

  /* Each word is looked for as the beginning of words: "in" would find every incident.  So words
     that say nothing are left out, and a word that is met as it was typed counts more.  The two
     parts of an id, such as PRC and 002, only count together. */
  const { parse } = QueryParser.prototype;
  const word = ({ term }) => term.replace(/\*$/, "");
  const isId = (one, next) => /^[a-z]{2,5}$/i.test(word(one)) && /^\d{3,}$/.test(word(next));

  QueryParser.prototype.parse = function () {
    const query = parse.call(this);
    const telling = query.clauses.filter((clause) => stopWordFilter(word(clause)));
    const clauses = telling.length ? telling : query.clauses;
    const begun = clauses.filter(({ term }) => term.endsWith("*"));
    const whole = begun.map((clause) => ({ ...clause, term: word(clause), boost: 10 }));
    clauses.slice(1).forEach((next, index) => {
      if (isId(clauses[index], next)) {
        clauses[index].presence = next.presence = Query.presence.REQUIRED;
      }
    });
    query.clauses = [...clauses, ...whole];
    return query;
  };
})();
