import { Application, Converter, ReflectionKind } from 'typedoc';

/** Titles of documents. They have no front matter, because people also read them as files. */
const titles = new Map([
  ['CHANGELOG', 'Changelog'],
  ['CONTRIBUTING', 'Contributing'],
]);

/**
 * A plugin of TypeDoc. Without it, code in a heading is missing from the list beside a page and from the heading's
 * anchor, and a parameter that is destructured is called `__namedParameters`.
 *
 * @param {import('typedoc').Application} app
 */
export function load(app) {
  app.on(Application.EVENT_BOOTSTRAP_END, () =>
    app.options.setValue('markdownItLoader', (parser) => parser.core.ruler.push('code-in-headings', showCode)),
  );
  app.converter.on(Converter.EVENT_CREATE_DOCUMENT, (_context, document) => {
    document.name = titles.get(document.name) ?? document.name;
  });
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const parameter of project.getReflectionsByKind(ReflectionKind.Parameter))
      if (parameter.name === '__namedParameters') parameter.name = nameOf(parameter.type);
  });
}

/** TypeDoc ignores code in a heading, so code becomes text between two tags. */
function showCode({ tokens, Token }) {
  const token = (type, content) => Object.assign(new Token(type, '', 0), { content });
  for (const [index, { type, children }] of tokens.entries()) {
    if (type !== 'inline' || tokens[index - 1]?.type !== 'heading_open') continue;
    tokens[index].children = children.flatMap((child) =>
      child.type === 'code_inline'
        ? [token('html_inline', '<code>'), token('text', child.content), token('html_inline', '</code>')]
        : [child],
    );
  }
}

/** `PushErrorDetails` become `details`, everything else `options`. */
function nameOf(type) {
  const [, word = 'options'] = /[a-z](Details|Parts|Input)$/.exec(type?.name ?? '') ?? [];
  return word.toLowerCase();
}
