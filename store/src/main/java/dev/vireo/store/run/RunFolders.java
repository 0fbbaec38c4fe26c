package dev.vireo.store.run;

import dev.vireo.store.files.Storage;
import dev.vireo.store.manifest.Manifest;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Copies whole folders of one run directory to another, and deletes them. */
public final class RunFolders {

  private RunFolders() {}

  /**
   * Copies a folder to the same path in another run directory. Files are linked if both directories
   * are on one disk, otherwise copied, the manifest last. Existing files are kept.
   *
   * @param path the folder, the same in both
   */
  public static void copy(RunDirectory from, RunDirectory to, String path) {
    List<String> files = new ArrayList<>(manifestsLast(files(from, path)));
    Partition.filesBeside(path).stream().filter(from::exists).forEach(files::add);
    for (String file : files) {
      if (!to.exists(file)) {
        copyFile(from, to, file);
      }
    }
  }

  /**
   * Deletes a folder, its manifest first, so that a partly deleted folder never counts as complete.
   */
  public static void delete(RunDirectory run, String path) {
    Partition.filesBeside(path).forEach(run::delete);
    files(run, path).stream().filter(RunFolders::isManifest).forEach(run::delete);
    run.delete(path);
  }

  private static void copyFile(RunDirectory from, RunDirectory to, String file) {
    Optional<Path> source = from.local(file);
    Optional<Path> target = to.local(file);
    if (source.isPresent() && target.isPresent() && link(source.get(), target.get())) {
      return;
    }
    to.publisher().publish(file, out -> from.storage().copy(file, out));
  }

  /** Published files are replaced and never modified, so a link is as good as a copy. */
  private static boolean link(Path source, Path target) {
    try {
      Files.createDirectories(target.getParent());
      Files.createLink(target, source);
      return true;
    } catch (FileAlreadyExistsException e) {
      return true;
    } catch (IOException | UnsupportedOperationException e) {
      // It is another disk, or a file system without links.
      return false;
    }
  }

  /** All files of a folder except hidden ones, which may be incomplete. */
  private static List<String> files(RunDirectory run, String folder) {
    List<String> files = new ArrayList<>();
    for (Storage.Entry entry : run.storage().list(folder)) {
      String path = Storage.within(folder, entry.name());
      if (entry.folder()) {
        files.addAll(files(run, path));
      } else if (!entry.name().startsWith(".")) {
        files.add(path);
      }
    }
    return files;
  }

  private static List<String> manifestsLast(List<String> files) {
    List<String> ordered = new ArrayList<>(files.stream().filter(f -> !isManifest(f)).toList());
    ordered.addAll(files.stream().filter(RunFolders::isManifest).toList());
    return ordered;
  }

  private static boolean isManifest(String file) {
    return file.endsWith("/" + Manifest.FILE);
  }
}
