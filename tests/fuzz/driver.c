
/*
 * Copyright (C) the ngx_http_posts_module authors
 *
 * Runs a fuzz target without a fuzzer: over an empty input, then over every
 * file that is named or that is in a named folder.
 */


#define _GNU_SOURCE

#include <dirent.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>


#define DRIVER_MAX_FILE  (64L * 1024 * 1024)


int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static int driver_file(const char *name);
static int driver_folder(const char *name);


static unsigned long  driver_inputs;


int
main(int argc, char **argv)
{
    int          i;
    struct stat  st;

    LLVMFuzzerTestOneInput((const uint8_t *) "", 0);
    driver_inputs = 1;

    for (i = 1; i < argc; i++) {

        if (stat(argv[i], &st) == -1) {
            perror(argv[i]);
            return 1;
        }

        if (S_ISDIR(st.st_mode)) {
            if (driver_folder(argv[i]) != 0) {
                return 1;
            }

        } else if (driver_file(argv[i]) != 0) {
            return 1;
        }
    }

    printf("%lu inputs\n", driver_inputs);

    return 0;
}


static int
driver_folder(const char *name)
{
    int              i, n, rc;
    char             path[4096];
    struct dirent  **list;

    n = scandir(name, &list, NULL, alphasort);
    if (n == -1) {
        perror(name);
        return 1;
    }

    rc = 0;

    for (i = 0; i < n; i++) {

        if (rc == 0 && list[i]->d_name[0] != '.') {
            snprintf(path, sizeof(path), "%s/%s", name, list[i]->d_name);
            rc = driver_file(path);
        }

        free(list[i]);
    }

    free(list);

    return rc;
}


static int
driver_file(const char *name)
{
    FILE     *file;
    long      size;
    uint8_t  *data;

    file = fopen(name, "rb");
    if (file == NULL) {
        perror(name);
        return 1;
    }

    if (fseek(file, 0, SEEK_END) != 0
        || (size = ftell(file)) < 0
        || size > DRIVER_MAX_FILE
        || fseek(file, 0, SEEK_SET) != 0)
    {
        fprintf(stderr, "%s: cannot be read, or is too large\n", name);
        fclose(file);
        return 1;
    }

    /* exactly as large as the input, so that an overrun is seen */

    data = malloc(size > 0 ? (size_t) size : 1);

    if (data == NULL || fread(data, 1, (size_t) size, file) != (size_t) size) {
        fprintf(stderr, "%s: cannot be read\n", name);
        free(data);
        fclose(file);
        return 1;
    }

    fclose(file);

    LLVMFuzzerTestOneInput(data, (size_t) size);
    driver_inputs++;

    free(data);

    return 0;
}
