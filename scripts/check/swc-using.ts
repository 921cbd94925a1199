// Loaded before dependency-cruiser. The visitor of @swc/core that it reads sources with stops at `using` declarations, which the
// parser itself knows. Teaching it is three lines; leave them out once @swc/core/Visitor.js handles `UsingDeclaration`.
import type { Statement, VariableDeclarator } from '@swc/core'
import { Visitor } from '@swc/core/Visitor.js'

type UsingDeclaration = { type: 'UsingDeclaration'; decls: VariableDeclarator[] }

const visitStatement = Visitor.prototype.visitStatement
Visitor.prototype.visitStatement = function visit(this: Visitor, statement: Statement): Statement {
  const using = statement as unknown as UsingDeclaration
  if (using.type !== 'UsingDeclaration') return visitStatement.call(this, statement)
  using.decls = this.visitVariableDeclarators(using.decls)
  return statement
}
