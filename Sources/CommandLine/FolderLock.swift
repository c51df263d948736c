import Foundation

/// Keeps other processes that ask for the same lock away from what is made in a folder.
///
/// `flock` on the folder itself: nothing is left behind, and the end of the process releases it.
struct FolderLock {
  private let descriptor: Int32

  /// Waits until no other process holds the lock of the folder that a path lies in; holds nothing where
  /// there is no such folder.
  init(beside path: String) {
    let parent = URL(fileURLWithPath: path).deletingLastPathComponent().path
    descriptor = unsafe open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
  }

  func release() {
    guard descriptor >= 0 else { return }
    // Closing alone would leave it to a child that was forked meanwhile.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
