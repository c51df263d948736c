/// What is wrong with one record of a file.
struct CSVFault: Error, Hashable, Sendable {
  /// The physical line where the record begins, from 1.
  var line: Int
  /// What was found.
  var problem: String
  /// What would be right.
  var remedy: String
}
