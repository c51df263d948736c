/// What went wrong in a study, in one line.
package struct StudyFailure: Error, CustomStringConvertible {
  package let description: String

  package init(_ description: String) {
    self.description = description
  }
}
