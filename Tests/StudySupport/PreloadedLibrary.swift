import Foundation

/// A library in C of a study's own, loaded into a process with `LD_PRELOAD` before all others; Linux only.
package enum PreloadedLibrary {
  private static let flags = [
    "-std=gnu11", "-shared", "-fPIC", "-O2", "-Wall", "-Wextra", "-Werror",
    "-fsanitize=undefined", "-fsanitize-undefined-trap-on-error",
  ]

  /// Builds one with the C compiler of the toolchain or the system.
  ///
  /// Undefined behaviour in it traps, which ends the process that loaded it: a study does not go on beside it.
  ///
  /// - Parameters:
  ///   - library: The file to write.
  ///   - sources: The files in C.
  /// - Throws: ``StudyFailure`` where no compiler makes it, with what the last one said.
  package static func build(_ library: String, from sources: [String]) throws {
    var complaint: [UInt8] = []
    for compiler in ["clang", "cc", "gcc"] {
      let command = ["/usr/bin/env", compiler] + flags + ["-o", library] + sources + ["-ldl"]
      let status: Int32
      (status, complaint) = try ChildProcess.run(command)
      if status == 0 { return }
    }
    throw StudyFailure(
      "no C compiler made \(library): \(String(decoding: complaint, as: UTF8.self))"
    )
  }
}
