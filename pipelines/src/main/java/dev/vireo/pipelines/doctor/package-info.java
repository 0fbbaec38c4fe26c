/**
 * Whether a machine can run the commands, and what to do where it cannot.
 *
 * <p>In: this process and the machine around it. Out: a {@link dev.vireo.pipelines.doctor.Finding}
 * for each {@link dev.vireo.pipelines.doctor.Check}. Nothing is changed but that libtorch is
 * unpacked, as the first command that needs it would do.
 *
 * <p>Must not import picocli.
 */
package dev.vireo.pipelines.doctor;
