/**
 * Checks of a file that do not depend on its format.
 *
 * <p>Flows in: the first bytes of a file.
 *
 * <p>Flows out: nothing, or an error that says what to do.
 *
 * <p>Must not import: anything but the JDK and {@code InputException}.
 */
package dev.vireo.models.files;
