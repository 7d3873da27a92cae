// `docket/layers`: every import must be allowed by the table in layers.ts, as a value or as a type. The rule covers static and dynamic
// imports, re-exports and import types.

import { MAIN, PACKAGE_ROOMS, PURE_PACKAGES } from './layers.ts';
import { matchesAny, packageOf, permissionFor, residenceOf, targetOf, type Residence } from './paths.ts';
import { fileOf, sourceFileOf, type Context, type Node, type Rule } from './rule.ts';

interface Import {
  readonly node: Node;
  readonly specifier: string;
  readonly typeOnly: boolean;
  /** The names imported as values; `*` for all of them. */
  readonly names: readonly string[];
}

interface Subject {
  readonly file: string;
  readonly residence: Residence;
}

type Specifier = Extract<Node, { type: 'ImportDeclaration' }>['specifiers'][number];

function valueNames(specifiers: readonly Specifier[]): string[] {
  return specifiers.flatMap((specifier) => {
    if (specifier.type !== 'ImportSpecifier') return ['*'];
    if (specifier.importKind === 'type') return [];
    return [specifier.imported.type === 'Literal' ? specifier.imported.value : specifier.imported.name];
  });
}

function complaintAboutFile({ file, residence }: Subject, imported: Import, target: string): string | undefined {
  const permission = permissionFor(residence, target);
  if (permission === 'value' || (permission === 'type' && imported.typeOnly)) return undefined;
  const what = permission === 'type' ? `${target} as a value, only its types` : target;
  return `${file} may not import ${what}. The table is in tools/lint/layers.ts.`;
}

function complaintAboutPackage({ file, residence }: Subject, imported: Import): string | undefined {
  if (imported.typeOnly) return undefined;
  const name = packageOf(imported.specifier);
  const rooms = PACKAGE_ROOMS[name];
  if (rooms !== undefined && !matchesAny(file, rooms)) return `${name} belongs to ${rooms.join(', ')}, not to ${file}.`;
  if (residence.room.pure !== true) return undefined;
  const allowed = PURE_PACKAGES[name];
  if (allowed === true || (allowed !== undefined && imported.names.every((each) => allowed.includes(each))))
    return undefined;
  const only = allowed === undefined ? '' : ` except ${allowed.join(', ')}`;
  return `${file} only decides: it may not import ${name}${only}.`;
}

function check(context: Context, subject: Subject, imported: Import): void {
  const target = targetOf(subject.file, imported.specifier);
  const complaint =
    target === undefined ? complaintAboutPackage(subject, imported) : complaintAboutFile(subject, imported, target);
  if (complaint !== undefined) context.report({ node: imported.node, message: complaint });
}

/** Outside src there is only one rule: nothing imports the composition root. */
function onlyNotMain(context: Context): ReturnType<Rule['create']> {
  const file = fileOf(context);
  return {
    ImportDeclaration(node) {
      if (targetOf(file, node.source.value) === MAIN)
        context.report({ node, message: `Nobody imports ${MAIN}: it composes, run it instead.` });
    },
  };
}

export const layersRule: Rule = {
  create(context) {
    const file = sourceFileOf(context);
    if (file === undefined) return onlyNotMain(context);
    const residence = residenceOf(file);
    if (residence === undefined) {
      return {
        Program: (node) =>
          context.report({ node, message: `${file} belongs to no room of tools/lint/layers.ts; give it a row there.` }),
      };
    }
    const judge = (node: Node, specifier: string, names: readonly string[]): void =>
      check(context, { file, residence }, { node, specifier, typeOnly: names.length === 0, names });
    return {
      ImportDeclaration(node) {
        // `import 'x'` runs the module: a value import, although it names nothing.
        const bare = node.specifiers.length === 0 ? ['*'] : valueNames(node.specifiers);
        judge(node, node.source.value, node.importKind === 'type' ? [] : bare);
      },
      ExportAllDeclaration: (node) => judge(node, node.source.value, node.exportKind === 'type' ? [] : ['*']),
      ExportNamedDeclaration(node) {
        if (node.source === null) return;
        const onlyTypes = node.exportKind === 'type' || node.specifiers.every((each) => each.exportKind === 'type');
        judge(node, node.source.value, onlyTypes ? [] : ['*']);
      },
      ImportExpression(node) {
        if (node.source.type === 'Literal' && typeof node.source.value === 'string')
          judge(node, node.source.value, ['*']);
        else context.report({ node, message: 'An import whose target is computed cannot be judged: name the module.' });
      },
      TSImportType: (node) => judge(node, node.source.value, []),
    };
  },
};
