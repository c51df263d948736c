import StudySupport
import TicketLedger

#if canImport(Darwin)
import Darwin
#else
import Glibc
#endif

/// A `tmpfs` of so many pages: a file system that becomes really full, by what the ledger writes.
struct FullMedium: TroubledDisk {
  let path: String
  static let pageSizeInBytes = 4_096

  /// Mounts it on a folder that is there; nil where that is not permitted.
  init?(at path: String, pages: Int) {
    self.path = path
    guard FullMedium.mount(path, bytes: pages * FullMedium.pageSizeInBytes, again: false) else {
      return nil
    }
  }

  /// Whether one can be mounted in a folder.
  static func canBeMade(in folder: String) -> Bool {
    let path = folder + "/tried"
    guard unsafe mkdir(path, 0o700) == 0 || errno == EEXIST,
      FullMedium(at: path, pages: 16) != nil
    else {
      return false
    }
    FullMedium.remove(path)
    return true
  }

  /// Which call had no room is not known, and so what may go on afterwards is not either.
  var failure: FailedCall? { nil }
  var lasts: Bool? { nil }
  var isCutShort: Bool { false }
  var reasons: Set<StorageFailure.Reason> { [.diskFull] }

  func mend() throws {
    guard FullMedium.mount(path, bytes: 64 << 20, again: true) else {
      throw StudyFailure("\(path): the medium cannot be made larger")
    }
  }

  /// Takes it away, with all that lies on it.
  static func remove(_ path: String) {
    #if os(Linux)
    _ = unsafe umount2(path, Int32(MNT_DETACH))
    #endif
  }

  private static func mount(_ path: String, bytes: Int, again: Bool) -> Bool {
    #if os(Linux)
    let flags = again ? UInt(MS_REMOUNT) : 0
    let options = Array("size=\(bytes),mode=0700".utf8CString)
    return unsafe options.withUnsafeBytes {
      unsafe Glibc.mount("tmpfs", path, "tmpfs", flags, $0.baseAddress)
    } == 0
    #else
    return false
    #endif
  }
}
