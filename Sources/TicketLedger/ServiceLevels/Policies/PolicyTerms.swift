/// The numbers of the names that policies match by, and back.
///
/// A stored policy holds numbers, so that renaming a team or a term changes no rule.
package protocol PolicyTerms {
  /// The dimension of a name; nil where there is none.
  func dimension(named name: String) -> TermDimension?
  /// The term of a name in a dimension; nil where there is none.
  func term(_ name: String, in dimension: TermDimension) -> TermID?
  /// The name of a dimension; nil where it is not defined.
  func name(of dimension: TermDimension) -> String?
  /// The name of a term; nil where it is not defined.
  func name(of term: TermID) -> String?
}

extension Catalogue: PolicyTerms {}
