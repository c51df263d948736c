import Foundation
import Testing

@testable import LedgerStore

/// Whatever a disk says of a write, what was written is left open, and the caller is told so.
@Suite struct WritingErrorTests {
  @Test(arguments: [EIO, ENXIO, ENODEV, ETIMEDOUT, ESTALE])
  func aDiskThatFailsHasManyCodes(code: Int32) {
    let error = StoreError.fromWriting(
      code,
      "fdatasync",
      path: FileManager.default.currentDirectoryPath
    )
    // A full disk makes LMDB say `EIO` too.
    #expect(error.reason == .diskFailed || code == EIO && error.reason == .diskFull)
    #expect(error.code == code)
  }

  @Test(arguments: [
    (ENOSPC, StoreError.Reason.diskFull), (EFBIG, .diskFull), (EROFS, .notWritable),
    (EACCES, .notWritable), (ENOMEM, .system), (EINVAL, .system),
  ])
  func whatHasAReasonOfItsOwnKeepsIt(code: Int32, reason: StoreError.Reason) {
    let error = StoreError.fromWriting(code, "mdb_txn_commit", path: "/")
    #expect(error.reason == reason)
  }
}
