import Foundation
import StudySupport

/// A program that is built beside the tests.
struct BuiltProgram {
  let name: String

  /// Runs it to its end.
  ///
  /// - Returns: Its status, negative where a signal ended it, and what it wrote to both outputs.
  func run(
    _ arguments: [String],
    environment: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let program = ThisProgram.products.appending(path: name).path
    let (status, output) = try ChildProcess.run([program] + arguments, setting: environment)
    return (status, String(decoding: output, as: UTF8.self))
  }
}
