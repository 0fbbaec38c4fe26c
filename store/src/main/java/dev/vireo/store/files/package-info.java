/**
 * Files under one root on any file system: reading, listing, deleting, and publishing so that a
 * reader sees a whole file or none.
 *
 * <p>Flows in: paths relative to the root, and bytes. Flows out: {@link
 * dev.vireo.store.files.Storage}, a local one or Hadoop's, and a {@link
 * dev.vireo.store.files.Publisher} that renames or uploads, whichever is atomic on the file system.
 * Every failure is one line ({@link dev.vireo.store.files.StorageException}).
 *
 * <p>Must not import: another package of this module; files do not know what is in them.
 */
package dev.vireo.store.files;
